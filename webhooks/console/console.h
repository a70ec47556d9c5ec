/// The operators' side of the desk: the console's pages, the API under /api/v1 and its live updates. The composition
/// root makes one, mounts it on the router before the server starts, and closes it before the server stops.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/language.h"
#include "flows/core/time.h"
#include "storage/sheets.h"
#include "webhooks/console/access.h"
#include "webhooks/console/desk_port.h"
#include "webhooks/console/reader_pool.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// Whether messages can leave, and if not, what a person can do about it.
struct ChannelState {
  bool up = true;
  flows::Localized problem{};  ///< what needs somebody, also while messages leave; empty when all is well
  flows::Localized remedy{};
};

/// What checking a profile as it is on disk now has found.
struct ProfileCheck {
  std::string profile;  ///< its name or folder
  flows::BusinessId business;
  std::string running;  ///< the version the desk works with
  std::string found;    ///< the version on disk; empty when it cannot be loaded
  std::vector<std::string> faults;
  std::vector<std::string> warnings;
};

class ErasingPort;
class QualityPort;

/// A small picture, WebP; Invalid when the file cannot be made one, Unavailable when that was not possible now.
using ThumbnailDone = std::function<void(flows::Result<std::string> picture)>;

struct ConsoleOptions {
  std::string public_url;  ///< where people reach the desk; empty when not known
  std::vector<ApiToken> api_tokens;
  std::vector<const flows::Business*> businesses;  ///< they outlive the console
  std::function<flows::Instant()> now;
  OpenReader open_reader;
  /// Where the file of that SHA-256 (hex) is kept. Empty: there are no files.
  std::function<std::filesystem::path(const std::string& sha256)> media_path;
  /// The small picture of the stored file of that SHA-256: told at once, or later on another thread. False when too many
  /// wait. Empty: there are none.
  std::function<bool(const std::string& sha256, ThumbnailDone done)> thumbnail;
  std::function<std::unique_ptr<storage::SheetReader>()> open_sheets;
  /// Keeps an operator's file and answers its name there. Empty: files cannot be sent.
  std::function<flows::Result<std::string>(std::string_view bytes)> keep_media;
  std::vector<std::pair<flows::PhoneNumberId, flows::BusinessId>> numbers;  ///< of WhatsApp, and whose they are
  std::function<std::vector<ProfileCheck>()> check_profiles;  ///< may be empty
  std::function<ChannelState()> channel;  ///< empty: it is up
  /// Called for what went wrong inside, from any thread. May be empty.
  std::function<void(std::string_view request_id, std::string_view fault)> log_fault;
  QualityPort* quality = nullptr;  ///< outlives the console; without it there are no tasks and samples
  ErasingPort* erasing = nullptr;  ///< outlives the console; without it nobody can be erased here
  std::chrono::hours session_lifetime{24 * 7};
  std::size_t reader_threads = 2;
  std::size_t max_waiting = 256;  ///< requests that wait for a reader; 503 above
};

class Console {
 public:
  virtual ~Console() = default;
  /// Adds /console and /api/v1. Once; the router must not outlive the console.
  virtual void mount(Router& router) = 0;
  /// Ends the live streams; the router goes on answering until the server stops.
  virtual void close() = 0;
};

/// Subscribes to the desk, which must outlive the console.
std::unique_ptr<Console> make_console(DeskPort& desk, ConsoleOptions options);

/// The address behind which `token` signs its operator in: "https://desk.example.it/console/sign-in/…". The token's
/// hash_token goes into the operators' links.
std::string sign_in_url(std::string_view public_url, std::string_view token);

}  // namespace sportello::webhooks
