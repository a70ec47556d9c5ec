/// Judges the machine the desk runs on: database, disk, clock, zone data, proxy, mail, backups.
#pragma once

#include <optional>
#include <string>

#include "bot/config.h"
#include "bot/desk.h"
#include "bot/doctor/finding.h"
#include "webhooks/http/client.h"

namespace sportello::bot {

/// The database as it is: opened for reading only, never brought up to date here.
Findings judge_database(const Config& config);
/// Room where the database and where the media are.
Findings judge_disk(const Config& config);
/// Whether photos can be made small.
Finding judge_photos();
/// `date` is the Date header of somebody whose clock is right; empty when nobody could be asked.
Finding judge_clock(flows::Instant now, const std::optional<std::string>& date);
/// Each business's zone, and what its profile's rules warn of: a holiday of the law that the calendar does not know.
Findings judge_businesses(const Numbers& numbers);
/// The newest file of the folder that `sportello backup` fills unless told otherwise.
Finding judge_backups(const Config& config, flows::Instant now);

/// Calls the desk as Meta does, through its public address: reachable, verify token, signature check, and that the
/// numbers about the business are not shown to everybody.
Findings judge_edge(webhooks::Client& http, const Config& config);
/// Logs in at the mail server and leaves again; nothing is sent.
Finding judge_mail(const Config& config);

/// The Date header of the Graph API's host.
std::optional<std::string> date_of(webhooks::Client& http, const Config& config);

}  // namespace sportello::bot
