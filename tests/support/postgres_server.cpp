#include "tests/support/postgres_server.h"

#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sportello::tests {
namespace {

constexpr const char* kUser = "postgres";
constexpr std::chrono::seconds kPatience{30};

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

std::filesystem::path fast_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

/// PostgreSQL refuses to run as root.
std::vector<std::string> unprivileged(std::vector<std::string> command) {
  if (::geteuid() != 0) return command;
  std::vector<std::string> whole{"setpriv",         "--reuid", kUser,  "--regid", kUser,
                                 "--clear-groups", "--pdeathsig", "QUIT"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

std::string binary(const std::string& name) {
  return std::string(SPORTELLO_POSTGRES_BIN) + "/" + name;
}

}  // namespace

PostgresServer::PostgresServer() {
  std::string name = (fast_folder() / "sportello-postgres-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam(kUser);
    if (user == nullptr || ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      throw std::runtime_error("there is no user postgres; is the package postgresql-15 installed?");
    }
  }
  const std::string log = folder_ + "/log";
  if (run(unprivileged({binary("initdb"), "-D", folder_ + "/data", "-A", "trust", "-U", kUser, "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync"}),
          log) != 0) {
    throw std::runtime_error("initdb: " + read_file(log));
  }
  process_ = std::make_unique<ChildProcess>(
      unprivileged({binary("postgres"), "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c",
                    "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c",
                    "deadlock_timeout=200ms"}),
      log);
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (PQping(url("postgres").c_str()) != PQPING_OK) {
    if (!process_->running() || std::chrono::steady_clock::now() > give_up) {
      throw std::runtime_error("postgres: " + read_file(log));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

PostgresServer::~PostgresServer() {
  if (process_) {
    process_->signal(SIGQUIT);
    process_->wait();
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

std::string PostgresServer::url(const std::string& database) const {
  return std::string("postgresql:///") + database + "?host=" + folder_ + "&user=" + kUser;
}

std::string PostgresServer::make_database(const std::string& like) {
  const std::string name = "desk_" + std::to_string(++databases_);
  execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + like);
  return name;
}

void PostgresServer::drop_database(const std::string& name) {
  execute("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

std::string PostgresServer::execute(const std::string& database, const std::string& sql) const {
  const Connection connection(PQconnectdb(url(database).c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(connection.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
  }
  std::string lines;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    lines += PQgetvalue(result.get(), row, 0);
    lines += '\n';
  }
  return lines;
}

}  // namespace sportello::tests
