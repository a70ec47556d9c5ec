#include "bot/doctor/machine_findings.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <time.h>

#include <filesystem>
#include <memory>
#include <set>

#include "bot/backup/backup.h"
#include "bot/thumbnail.h"
#include "storage/reader.h"
#include "storage/snapshot.h"
#include "webhooks/http/uri.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kGigabyte = 1'000'000'000;
constexpr std::uintmax_t kScarce = 2 * kGigabyte;
constexpr std::uintmax_t kTooLittle = kGigabyte / 5;
constexpr std::chrono::seconds kSkewSeen{5};
/// Second factors and signatures of cloud services are refused from here on.
constexpr std::chrono::seconds kSkewHarmful{30};
constexpr std::chrono::hours kBackupIsOld{48};

Finding good(std::string id, std::string text) {
  return {std::move(id), Verdict::Good, std::move(text), {}};
}

Finding bad(std::string id, std::string text, std::string remedy, Verdict verdict = Verdict::Bad) {
  return {std::move(id), verdict, std::move(text), std::move(remedy)};
}

Finding room(const std::string& id, const fs::path& folder) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error) {
    return bad(id, folder.string() + ": " + error.message(), "make the folder and give it to the desk's user");
  }
  const std::string text = fmt::format("{:.1f} GB free in {}", static_cast<double>(space.available) / 1e9, folder.string());
  if (space.available >= kScarce) return good(id, text);
  return bad(id, text, "make room: without any, Meta's deliveries are refused until there is",
             space.available < kTooLittle ? Verdict::Bad : Verdict::Warning);
}

constexpr std::string_view kProbe = "1158201444";

/// Meta's verification of a webhook, as it would ask.
std::string webhook_probe(const Config& config) {
  return config.public_url + "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=" + std::string(kProbe) +
         "&hub.verify_token=" + webhooks::encode_component(config.verify_token.reveal());
}

bool is_loopback(const std::string& url) {
  return url.starts_with("http://127.");
}

void judge_counts(const storage::DeskCounts& counts, Findings& findings) {
  findings.push_back(counts.events_parked == 0
                         ? good("database.parked", "no update had to be put aside")
                         : bad("database.parked", fmt::format("{} updates were put aside", counts.events_parked),
                               "look at them on the console and replay them", Verdict::Warning));
  const auto stuck = counts.outbox_failed + counts.outbox_uncertain;
  findings.push_back(stuck == 0 ? good("database.outbox", "no outgoing message failed")
                                : bad("database.outbox",
                                      fmt::format("{} outgoing messages failed, {} are uncertain",
                                                  counts.outbox_failed, counts.outbox_uncertain),
                                      "look at them on the console and send them again", Verdict::Warning));
}

/// The schema is the program's wherever a reader can be opened: its statements are prepared at once.
Findings judge_server(const Config& config) {
  try {
    const auto counts = storage::open_reader(config.storage_url)->counts();
    Findings findings{good("database.there", "the PostgreSQL server answers, and the tables are the desk's")};
    judge_counts(counts, findings);
    return findings;
  } catch (const storage::StoreError& error) {
    return {bad("database.there", error.what(), "look whether the server runs and lets this user in: psql with the same URL")};
  } catch (const std::exception& error) {
    return {bad("database.there", std::string("the tables are not there yet, or another version's: ") + error.what(),
                "start the desk once; it makes or upgrades them", Verdict::Warning)};
  }
}

}  // namespace

Findings judge_database(const Config& config) {
  if (storage::on_server(config.storage_url)) return judge_server(config);
  const fs::path file = storage::database_file(config.storage_url);
  if (!fs::exists(file)) {
    return {bad("database.there", file.string() + " does not exist yet", "start the desk once; it makes the database",
                Verdict::Warning)};
  }
  try {
    const storage::DatabaseFacts facts = storage::inspect_database(file);
    Findings findings{good("database.whole", file.string() + " is whole")};
    if (facts.schema > storage::known_schema()) {
      findings.push_back(bad("database.schema",
                             fmt::format("schema {} is newer than this program, which knows {}", facts.schema,
                                         storage::known_schema()),
                             "start the newer program, or restore the backup made before the upgrade"));
      return findings;
    }
    findings.push_back(good("database.schema",
                            facts.schema == storage::known_schema()
                                ? fmt::format("schema {} is this program's", facts.schema)
                                : fmt::format("schema {} will be brought to {} at the next start, after a copy",
                                              facts.schema, storage::known_schema())));
    if (facts.schema < storage::known_schema()) return findings;
    judge_counts(storage::open_reader(config.storage_url)->counts(), findings);
    return findings;
  } catch (const std::exception& error) {
    return {bad("database.whole", error.what(),
                "stop the desk, keep the file, and restore the newest backup: sportello restore")};
  }
}

Findings judge_disk(const Config& config) {
  Findings findings;
  if (!storage::on_server(config.storage_url)) {
    findings.push_back(room("disk.database", storage::database_file(config.storage_url).parent_path()));
  }
  if (fs::exists(config.media)) findings.push_back(room("disk.media", config.media));
  return findings;
}

Finding judge_photos() {
  return can_make_thumbnails() ? good("photos", "photos are shown small")
                               : bad("photos", "GraphicsMagick is not here: the console shows photos as files",
                                     "apt install graphicsmagick", Verdict::Warning);
}

Finding judge_clock(flows::Instant now, const std::optional<std::string>& date) {
  struct tm parts {};
  if (!date || ::strptime(date->c_str(), "%a, %d %b %Y %H:%M:%S", &parts) == nullptr) {
    return bad("clock", "nobody could be asked for the time", "look at it with: timedatectl", Verdict::Unknown);
  }
  const flows::Instant right{std::chrono::seconds{::timegm(&parts)}};
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(now - right);
  const auto size = std::chrono::abs(skew);
  if (size <= kSkewSeen) return good("clock", "the clock is right");
  return bad("clock", fmt::format("the clock is {} s {}", size.count(), skew.count() > 0 ? "fast" : "slow"),
             "switch time synchronisation on: timedatectl set-ntp true",
             size > kSkewHarmful ? Verdict::Bad : Verdict::Warning);
}

Findings judge_businesses(const Numbers& numbers) {
  Findings findings;
  std::set<std::string> seen;
  for (const auto& [number, business] : numbers) {
    if (!seen.insert(business->id.value).second) continue;
    const auto& zone = business->calendar.zone;
    // 2027-01-15 and 2027-07-15: data cut down to UTC would have no summer in Italy.
    const flows::Instant winter{std::chrono::seconds{1'800'003'600}};
    const flows::Instant summer = winter + std::chrono::days{181};
    const bool summer_time = zone.stretch_at(winter).offset != zone.stretch_at(summer).offset;
    const bool expected = zone.name().starts_with("Europe/");
    findings.push_back(summer_time || !expected
                           ? good("zone." + business->id.value, business->name + " keeps the time of " + zone.name())
                           : bad("zone." + business->id.value, zone.name() + " has no summer time here",
                                 "install the zone data: apt install tzdata"));
  }
  return findings;
}

Finding judge_backups(const Config& config, flows::Instant now) {
  if (storage::on_server(config.storage_url)) {
    return bad("backups", "the database is on a PostgreSQL server, whose backups this program does not see",
               "have pg_dump run every night, and copy the folder of the files with it: docs/scaling.md",
               Verdict::Unknown);
  }
  const fs::path database = storage::database_file(config.storage_url);
  const auto newest = newest_backup(database);
  if (!newest) {
    return bad("backups", "there is no backup in " + (database.parent_path() / "backups").string(),
               "systemctl enable --now sportello-backup.timer, or sportello backup", Verdict::Warning);
  }
  const auto age = std::chrono::duration_cast<std::chrono::hours>(now - *newest);
  if (age < kBackupIsOld) return good("backups", fmt::format("the newest backup is {} hours old", age.count()));
  return bad("backups", fmt::format("the newest backup is {} days old", age.count() / 24),
             "look at: systemctl status sportello-backup.timer", Verdict::Warning);
}

Findings judge_edge(webhooks::Client& http, const Config& config) {
  constexpr std::chrono::seconds kPatience{10};
  Findings findings;
  if (is_loopback(config.public_url)) {
    findings.push_back(bad("edge.https", "public_url is not set: Meta cannot reach " + config.public_url,
                           "set public_url to the address of the reverse proxy, https://..."));
  } else if (!config.public_url.starts_with("https://")) {
    findings.push_back(bad("edge.https", "public_url is not https: Meta delivers nowhere else",
                           "put a reverse proxy with a certificate in front: deploy/nginx.conf or deploy/Caddyfile"));
  } else {
    findings.push_back(good("edge.https", "people and Meta come by https"));
  }
  webhooks::Call call;
  call.url = webhook_probe(config);
  const auto verified = http.send(call, kPatience);
  if (!verified) {
    findings.push_back(bad("edge.reachable", config.public_url + " does not answer: " + verified.error().text,
                           "is the desk running, the proxy, the certificate trusted, port 443 open?"));
    return findings;
  }
  findings.push_back(verified->status == 200 && verified->body == kProbe
                         ? good("edge.webhook", "the webhook answers Meta's verification")
                         : bad("edge.webhook", fmt::format("the webhook answers {} to Meta's verification", verified->status),
                               "the proxy must pass /webhooks/whatsapp to the desk, which must run with this configuration"));
  webhooks::Call unsigned_call;
  unsigned_call.method = webhooks::Method::Post;
  unsigned_call.url = config.public_url + "/webhooks/whatsapp";
  unsigned_call.body = "{}";
  unsigned_call.headers.add("Content-Type", "application/json");
  const auto refused = http.send(unsigned_call, kPatience);
  findings.push_back(refused && refused->status == 401
                         ? good("edge.signature", "what is not signed is refused")
                         : bad("edge.signature", "an unsigned delivery was not refused with 401",
                               "is another program behind this address?"));
  if (!is_loopback(config.public_url)) {
    webhooks::Call metrics;
    metrics.url = config.public_url + "/metrics";
    const auto shown = http.send(metrics, kPatience);
    findings.push_back(shown && shown->status == 404
                           ? good("edge.metrics", "the desk's numbers are not public")
                           : bad("edge.metrics", "/metrics answers from outside",
                                 "use the shipped proxy configuration: deploy/nginx-server.conf", Verdict::Warning));
  }
  return findings;
}

Finding judge_mail(const Config& config) {
  if (config.mail_url.empty()) {
    return bad("mail", "no mail server is configured: summaries and closures go by WhatsApp only",
               "set mail.url and mail.from", Verdict::Warning);
  }
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> session(curl_easy_init(), &curl_easy_cleanup);
  curl_easy_setopt(session.get(), CURLOPT_URL, config.mail_url.c_str());
  curl_easy_setopt(session.get(), CURLOPT_CONNECT_ONLY, 1L);
  const bool here = config.mail_url.starts_with("smtp://127.");
  curl_easy_setopt(session.get(), CURLOPT_USE_SSL, static_cast<long>(here ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!config.mail_user.empty()) {
    curl_easy_setopt(session.get(), CURLOPT_USERNAME, config.mail_user.c_str());
    curl_easy_setopt(session.get(), CURLOPT_PASSWORD, config.mail_password.reveal().c_str());
  }
  if (!config.mail_ca_file.empty()) curl_easy_setopt(session.get(), CURLOPT_CAINFO, config.mail_ca_file.c_str());
  curl_easy_setopt(session.get(), CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(session.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  const CURLcode result = curl_easy_perform(session.get());
  if (result == CURLE_OK) return good("mail", "the mail server lets the desk in");
  return bad("mail", std::string("the mail server does not let the desk in: ") + curl_easy_strerror(result),
             "compare mail.url with what the provider says about SMTP");
}

std::optional<std::string> date_of(webhooks::Client& http, const Config& config) {
  webhooks::Call call;
  call.url = config.graph_url;
  const auto reply = http.send(call, std::chrono::seconds{10});
  if (!reply) return std::nullopt;
  const auto date = reply->headers.find("Date");
  return date ? std::optional<std::string>(*date) : std::nullopt;
}

}  // namespace sportello::bot
