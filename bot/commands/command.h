/// The subcommands of the program: one file each, registered by bot/run.cpp.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace sportello::bot {

/// What the chosen subcommand will do once the command line has been read; its result is the exit status.
using Chosen = std::function<int()>;

void add_customers(CLI::App& program, Chosen& chosen);
void add_ask(CLI::App& program, Chosen& chosen);
void add_backup(CLI::App& program, Chosen& chosen);
void add_check(CLI::App& program, Chosen& chosen);
void add_connect(CLI::App& program, Chosen& chosen);
void add_demo(CLI::App& program, Chosen& chosen);
void add_doctor(CLI::App& program, Chosen& chosen);
void add_migrate_store(CLI::App& program, Chosen& chosen);
void add_operator(CLI::App& program, Chosen& chosen);
void add_replay(CLI::App& program, Chosen& chosen);
void add_retention(CLI::App& program, Chosen& chosen);
void add_restore(CLI::App& program, Chosen& chosen);
void add_serve(CLI::App& program, Chosen& chosen);
void add_templates(CLI::App& program, Chosen& chosen);
void add_top(CLI::App& program, Chosen& chosen);

/// Exit statuses: wrong use or faulty input, and what failed while running.
inline constexpr int kFaultyInput = 2;
inline constexpr int kFailed = 1;
/// Says on standard error what is wrong with the input; the exit status for it.
int complain(const std::string& text);

}  // namespace sportello::bot
