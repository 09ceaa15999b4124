fn main() { number_desk::run() }
