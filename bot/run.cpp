#include "bot/run.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

#include "bot/commands/command.h"
#include "bot/signals.h"
#include "bot/version.h"

namespace sportello::bot {

int run(int argc, char** argv) {
  mask_signals();
  CLI::App program("Sportello: a support desk on WhatsApp for one machine.", "sportello");
  program.set_version_flag("--version", version());
  program.require_subcommand(1);
  program.footer("Try it without any account: sportello demo");
  Chosen chosen;
  add_demo(program, chosen);
  add_serve(program, chosen);
  add_customers(program, chosen);
  add_templates(program, chosen);
  add_ask(program, chosen);
  add_check(program, chosen);
  add_operator(program, chosen);
  add_migrate_store(program, chosen);
  add_replay(program, chosen);
  add_retention(program, chosen);
  add_doctor(program, chosen);
  add_connect(program, chosen);
  add_top(program, chosen);
  add_backup(program, chosen);
  add_restore(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = program.exit(error);
    return status == 0 ? 0 : kFaultyInput;
  }
  try {
    return chosen();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sportello: %s\n", error.what());
    return kFailed;
  }
}

}  // namespace sportello::bot
