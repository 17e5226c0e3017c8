import Runner

runRunner()
