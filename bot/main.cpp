#include "bot/run.h"

int main(int argc, char** argv) {
  return sportello::bot::run(argc, argv);
}
