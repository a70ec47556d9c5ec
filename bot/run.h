/// The whole program as a function, so that main only calls it.
#pragma once

namespace sportello::bot {

int run(int argc, char** argv);

}  // namespace sportello::bot
