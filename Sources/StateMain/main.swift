import Runner

runState()
