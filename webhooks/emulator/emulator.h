/// The other side of WhatsApp, for people without a Meta account and for tests: a Cloud API that checks what the desk
/// sends as Meta does, customers who write signed webhooks back, and their phones in the browser.
///
/// Paths: /emulator/graph/v26.0/… is the Graph API (set it as `graph_url`), /emulator/media/… the media URLs,
/// /emulator/api/… the control API that tests and the phone use (README.md of this folder), /emulator/ the phone, and
/// / the phone beside the console.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/language.h"
#include "flows/core/secret.h"
#include "flows/core/time.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// A business number as Meta would know it.
struct EmulatedNumber {
  flows::PhoneNumberId phone_number_id{};
  std::string display_phone_number{};  ///< "+39 340 066 2095"
  std::string name{};                  ///< the verified name customers see
  std::string about{};                 ///< one line below the name
  std::string colour{};                ///< "#0b6e4f", of the avatar
  std::string account_id{};            ///< the Messaging account; derived from the phone number id when empty
};

/// A message template that Meta has judged already.
struct EmulatedTemplate {
  flows::PhoneNumberId number{};  ///< of its account
  std::string name{};
  std::string language{};           ///< "it", "en_US"
  std::string category{};           ///< "UTILITY"
  std::string status = "APPROVED";  ///< or PENDING, REJECTED, PAUSED, DISABLED
  std::string body{};               ///< with {{named}} or {{1}} variables
  std::vector<std::string> quick_replies{};
};

/// Somebody who may write. Numbers and ids are invented.
struct EmulatedCustomer {
  std::string id{};  ///< "anna": what the control API calls them
  std::string name{};
  std::string phone{};     ///< digits
  std::string bsuid{};     ///< derived from the id when empty
  std::string username{};  ///< empty: none
  bool hides_phone = false;
};

/// The three customers of the demo: Anna Rossi whom nobody knows, Luca Bianchi who is to be imported with a plan, and
/// giulia.v, who shows no number.
std::vector<EmulatedCustomer> demo_customers();

struct EmulatorOptions {
  std::vector<EmulatedNumber> numbers{};
  std::vector<EmulatedTemplate> templates{};
  std::vector<EmulatedCustomer> customers = demo_customers();
  flows::Secret app_secret{};         ///< signs the webhooks
  flows::Secret access_token{};       ///< the only token the Graph API takes
  std::string webhook_url{};          ///< "http://127.0.0.1:8080/webhooks/whatsapp"
  std::string public_url{};           ///< origin of the media URLs; that of webhook_url when empty
  std::filesystem::path media_dir{};  ///< made when it does not exist
  std::function<flows::Instant()> now{};
  /// Moves the desk's clock, nullopt: back to real time. Empty: the clock cannot be moved from the phone.
  std::function<void(std::optional<flows::Instant>)> set_now{};
  /// The line on its hours that a number's chat shows now. Empty: none. Called from any thread, and must not call back.
  std::function<flows::Localized(const flows::PhoneNumberId&)> hours{};
  /// Ids come from it. Empty: another one each time, so that a desk that remembers an earlier run is not surprised.
  std::optional<std::uint64_t> seed{};
  /// The first wait before a webhook is delivered again (after one attempt at once); it doubles up to an hour.
  std::chrono::milliseconds first_retry{1000};
};

class Emulator {
 public:
  /// Throws std::invalid_argument when there is no number, no clock or no valid webhook_url.
  explicit Emulator(EmulatorOptions options);
  ~Emulator();
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  /// Adds the routes. Before the server starts; the emulator must outlive the server.
  void mount(Router& router);
  /// Starts the thread that delivers webhooks. Until then they wait.
  void start();
  /// Ends it; what was not delivered is dropped. Takes at most the deadline of one delivery. Before the server stops.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sportello::webhooks
