import Runner

runBench()
