import Glibc
import Runner

// The commands are not wired yet: say so and fail, as for a wrong usage.
let message = "this program has no commands yet\n"
_ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
exit(2)
