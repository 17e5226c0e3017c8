import Runner

print(probe3())
