/// What the emulator remembers: accounts, numbers, templates, customers, their chats, media, and how badly it is told
/// to behave. Plain values; the functions of the other headers change them and never look at a clock, a socket or a
/// file.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/core/secret.h"
#include "flows/core/time.h"
#include "webhooks/emulator/graph_fault.h"

namespace sportello::webhooks::emulator {

/// Now, twice: on the desk's clock, which counts for windows and timestamps and can be moved, and on one that only
/// runs, which counts for delays.
struct Moment {
  flows::Instant wall{};
  std::chrono::milliseconds up{};
};

struct Number {
  std::string id{};
  std::string display{};  ///< "+39 340 066 2095"
  std::string name{};
  std::string about{};
  std::string colour{};
  std::string account{};
  bool registered = true;
  std::string quality = "GREEN";
  std::string name_status = "APPROVED";
  std::string health = "AVAILABLE";  ///< or LIMITED, BLOCKED
  std::string limit = "TIER_2K";
  std::string override_url{};  ///< its webhooks go there, before the account's and the app's
  std::string month{};                  ///< "2026-11": of the counter
  int service_messages = 0;             ///< delivered this month; the first thousand are free
  std::deque<flows::Instant> recent{};  ///< of the throughput limit
};

struct Account {
  std::string id{};
  std::string name{};
  bool subscribed = true;  ///< an app listens; without it nothing is ever delivered
  std::string override_url{};
};

struct Template {
  std::string id{};
  std::string account{};
  std::string name{};
  std::string language{};
  std::string category{};
  std::string status{};
  std::string parameter_format{};  ///< "NAMED" or "POSITIONAL"
  std::string components{};        ///< JSON list
  std::string rejected_reason = "NONE";
};

struct Customer {
  std::string id{};
  std::string name{};
  std::string phone{};  ///< digits
  std::string bsuid{};
  std::string username{};
  bool hides_phone = false;
  bool online = true;  ///< off: nothing is delivered to the phone
};

struct Media {
  std::string id{};
  std::string number{};
  std::string mime{};
  std::string filename{};
  std::string sha256{};  ///< base64
  std::uint64_t size = 0;
  flows::Instant stored{};
  bool received = false;  ///< from a customer: seven days, else thirty
};

enum class Side { Business, Customer };
enum class Ticks { Accepted, Sent, Delivered, Read, Played, Failed };
std::string_view name_of(Ticks ticks);
enum class Address { Phone, UserId };

struct ChatMessage {
  std::string id{};
  Side from = Side::Customer;
  flows::Instant at{};
  std::string type{};
  std::string content{};  ///< JSON: what stands under the type's name
  std::string shown{};    ///< JSON: a template as it reads; empty otherwise
  std::string quotes{};
  bool forwarded = false;
  Ticks ticks = Ticks::Sent;
  Address address = Address::Phone;
  std::optional<GraphFault> failure{};
  std::string callback_data{};
  std::string category = "service";  ///< what Meta charges it as
  std::string pricing_type{};        ///< decided when it is sent
  std::string customer_reaction{};
  std::string business_reaction{};
  bool edited = false;
  bool revoked = false;
  bool answered = false;  ///< a button or row of it was tapped
};

/// One customer's chat with one number.
struct Thread {
  std::vector<ChatMessage> messages{};
  std::optional<flows::Instant> last_turn{};  ///< the customer's; the window counts from it
  bool phone_known = false;                   ///< although the customer hides it
  bool open = false;                          ///< somebody looks at it on the phone
  int unread = 0;
  std::uint64_t ids = 0;
  std::deque<flows::Instant> recent{};  ///< of the pair limit
};

/// A status that is still to come.
struct Due {
  std::chrono::milliseconds at{};
  std::string number{};
  std::string customer{};
  std::string message{};
  Ticks ticks = Ticks::Sent;
};

/// What was accepted, in order. `customer` is empty when it reached nobody.
struct SentRecord {
  std::uint64_t seq = 0;
  std::string id{};
  std::string number{};
  std::string customer{};
  flows::Instant at{};
  std::string body{};  ///< JSON as it was posted
};
struct RefusedRecord {
  std::uint64_t seq = 0;
  std::string call{};  ///< "POST 1098…/messages"
  flows::Instant at{};
  int http_status = 0;
  int code = 0;
  std::string body{};
};

/// How the network and the customers' phones behave. Delays count on the clock that only runs.
struct Policy {
  std::optional<std::chrono::milliseconds> delivered_after{400};
  std::optional<std::chrono::milliseconds> read_after{};  ///< empty: when the chat is opened on the phone
  bool statuses = true;                                   ///< off: none leaves
  bool paused = false;                                    ///< no webhook leaves until it is off again
  int copies = 1;                                         ///< of each webhook
  std::chrono::milliseconds delay{0};                     ///< of each webhook
  std::chrono::milliseconds disorder{0};                  ///< an additional wait, drawn for each up to this
  int batch = 1;                                          ///< updates in one POST, when so many wait
  bool pair_limit = false;                                ///< 131056 past 45 messages in a burst, one every 6 s after
  bool throughput_limit = false;                          ///< 130429 past 80 messages a second
  bool window_as_status = false;                          ///< 131047 as a failed status after a 200, as Meta also does
  bool coexistence = true;        ///< edits and deletions arrive; otherwise an edit is an unsupported message
  bool approve_templates = true;  ///< new ones at once
};

/// Something that is to go wrong.
struct Fault {
  enum class Kind {
    Graph,    ///< an error body with `fault`
    Http,     ///< only a status, with a body that is no JSON
    Silence,  ///< no answer at all
    Cut,      ///< the answer breaks off
  };
  std::string on = "send";  ///< or "read", "media", "upload", "templates", "any"
  Kind kind = Kind::Graph;
  GraphFault fault{};
  int retry_after = 0;     ///< seconds; 0: no such header
  bool accepted = false;   ///< done all the same, only the answer is lost
  std::string customer{};  ///< empty: anybody's
  int times = 1;
};

/// What the developer set in the app's dashboard.
struct App {
  bool live = true;
  bool webhook_active = true;
  std::vector<std::string> fields{"messages",
                                  "account_update",
                                  "account_alerts",
                                  "phone_number_quality_update",
                                  "phone_number_name_update",
                                  "message_template_status_update",
                                  "message_template_quality_update",
                                  "template_category_update",
                                  "business_capability_update",
                                  "security",
                                  "user_preferences"};
};

/// What debug_token says of the access token.
struct TokenNature {
  std::string type = "SYSTEM_USER";
  std::int64_t expires_at = 0;  ///< Unix seconds; 0: never
  std::vector<std::string> scopes{"whatsapp_business_messaging", "whatsapp_business_management"};
};

struct World {
  std::uint64_t seed = 0;
  std::uint64_t count = 0;  ///< of ids that belong to nobody
  std::string app_id{};
  std::string app_name = "Sportello";
  App app{};
  TokenNature token{};
  std::string callback_url{};
  std::string media_origin{};  ///< "http://127.0.0.1:8080"
  flows::Secret access_token{};
  flows::Secret app_secret{};
  bool token_dead = false;  ///< as if it had been revoked
  std::vector<Account> accounts{};
  std::vector<Number> numbers{};
  std::vector<Template> templates{};
  std::vector<Customer> customers{};
  std::map<std::pair<std::string, std::string>, Thread> threads;  ///< by number and customer
  std::map<std::string, Media> media;
  std::vector<Due> due{};
  std::deque<SentRecord> sent{};
  std::deque<RefusedRecord> refused{};
  std::uint64_t records = 0;
  Policy policy;
  std::vector<Fault> faults{};
};

/// Null when there is none.
Number* find_number(World& world, std::string_view id);
Account* find_account(World& world, std::string_view id);
Customer* find_customer(World& world, std::string_view id);
Customer* find_by_phone(World& world, std::string_view digits);
Customer* find_by_bsuid(World& world, std::string_view bsuid);
Thread& thread_of(World& world, std::string_view number, std::string_view customer);
ChatMessage* find_message(Thread& thread, std::string_view id);
/// Whose chat with this number a message is in.
struct Found {
  Customer* customer = nullptr;
  Thread* thread = nullptr;
  ChatMessage* message = nullptr;
};
Found find_message(World& world, std::string_view number, std::string_view id);

/// Whether webhooks to this number may name the customer's phone.
bool shows_phone(const Customer& customer, const Thread& thread);
/// Whether free text may be sent.
bool window_open(const Thread& thread, flows::Instant now);

/// Takes the next fault told for such a call, if any.
std::optional<Fault> take_fault(World& world, std::string_view on, std::string_view customer);

/// One change of a webhook, to be signed and posted.
struct Webhook {
  std::string account{};
  std::string field{};
  std::string value{};    ///< JSON
  bool whole = false;     ///< `value` is the whole body
  std::int64_t time = 0;  ///< entry.time, of news about an account; 0: none
  /// The customer's message in it: it gets its second tick when the desk has taken the webhook.
  std::string number{};
  std::string customer{};
  std::string message{};
};
/// Something the phone must draw again.
struct Change {
  enum class What { Message, Thread, Typing, Customers, Policy, Clock, Network };
  What what = What::Message;
  std::string number{};
  std::string customer{};
  std::string message{};
};
/// The bytes of a medium, to be kept, or to be dropped when there are none.
struct File {
  std::string media{};
  std::optional<std::string> bytes{};
};
/// What a call brings about beside its answer.
struct Effects {
  std::vector<Webhook> webhooks{};
  std::vector<Change> changes{};
  std::vector<File> files{};
};

}  // namespace sportello::webhooks::emulator
