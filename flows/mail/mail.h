/// A mail as the desk speaks of it: what a transport has read, or shall write. Values; addresses without a name.
#pragma once

#include <string>
#include <vector>

#include "flows/core/time.h"

namespace sportello::flows {

struct MailFile {
  std::string name;
  std::string type;  ///< "application/pdf"
  std::string bytes;
};

struct OutgoingMail {
  std::string from_name;
  std::string from;
  std::string reply_to;  ///< empty: answers go to `from`
  std::string to;
  std::string subject;
  std::string text;        ///< plain; the HTML alternative is made of it
  std::string message_id;  ///< without angle brackets, as all of them here
  std::string in_reply_to;
  std::vector<std::string> references;
  Instant date{};
  /// Nobody typed it: marked so that no other machine answers it (RFC 3834).
  bool automatic = true;
  std::string unsubscribe;  ///< a mailto: for List-Unsubscribe (RFC 2369); empty: not a mailing
  std::string language;     ///< "it", "en"
  std::vector<MailFile> files{};
};

struct MailAttachment {
  std::string filename;
  std::string bytes;
};

struct IncomingMail {
  std::string message_id;
  std::string in_reply_to;
  std::vector<std::string> references;
  std::string from;  ///< lower case
  std::string from_name;
  std::string subject;  ///< one line, decoded
  std::string text;     ///< the plain part, or the HTML one with its tags taken off
  std::vector<MailAttachment> attachments;
  bool truncated = false;  ///< it was larger than the desk reads
  // What tells a machine from a person.
  std::string auto_submitted;
  std::string precedence;
  std::string auto_response_suppress;
  std::string list_id;
  std::string return_path;  ///< "<>" for a bounce
  bool is_report = false;   ///< multipart/report: a delivery or disposition notice
};

}  // namespace sportello::flows
