// search_bench FOLDER PEOPLE TICKETS MESSAGES: how long the console's search and its queue take over a full desk. The
// database is filled first (kept and used again when it is there). JSON on stdout, milliseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/store.h"
#include "storage_fill.h"

namespace {

using namespace sportello::storage;

constexpr int kTimes = 21;

nlohmann::json measure(const std::function<std::size_t()>& work) {
  std::vector<double> took;
  std::size_t found = 0;
  for (int i = 0; i < kTimes; ++i) {
    const auto start = std::chrono::steady_clock::now();
    found = work();
    took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(took.begin(), took.end());
  return {{"median_ms", took.at(kTimes / 2)}, {"slowest_ms", took.back()}, {"found", found}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::filesystem::path path = std::filesystem::path(argv[1]) / "search.db";
  StoreOptions options;
  options.url = "sqlite://" + std::filesystem::absolute(path).string();
  if (!std::filesystem::exists(path)) {
    open_store(options);
    fill(path, {.people = std::atoll(argv[2]), .tickets = std::atoll(argv[3]), .messages = std::atoll(argv[4])});
  }
  const auto reader = open_reader(options.url);
  nlohmann::json report{{"file_bytes", std::filesystem::file_size(path)}};
  // A word of every ticket, of every message, of one; beginnings; several words; none.
  for (const auto* words : {"cassa", "parte", "fe", "leo-123456", "nome 777", "cassa parte", "ferma nome 4321", "zz"})
    report["search"][words] = measure([&] { return reader->search(words, 60).size(); });
  report["queue"] = measure([&] { return reader->open_tickets(5'000).size(); });
  std::printf("%s\n", report.dump(2).c_str());
  return 0;
}
