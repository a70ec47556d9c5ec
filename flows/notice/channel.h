/// Which way a notice takes: free text while the customer service window is open, then an approved utility template,
/// then mail, then a person by phone. The engine decides, never the caller.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/language.h"
#include "flows/notice/notice.h"

namespace sportello::flows {

/// A template of the account as Meta last described it.
struct TemplateState {
  std::string name;
  std::string language;  ///< "it", "en_US"
  std::string status;    ///< Meta's word: APPROVED, PAUSED …
  std::string category;  ///< Meta's word; empty: not known
};
/// Meta sends it now and bills it as utility: approved, or flagged without having been paused, and not moved to
/// marketing, which needs a consent the desk does not ask for.
bool is_usable(const TemplateState& state);

/// How the person can be reached at this moment.
struct Reach {
  bool whatsapp = true;  ///< has a number or a user id there
  bool window_open = false;
  bool may_initiate = true;  ///< false: asked to be left alone
  std::string mail;          ///< address that may receive mail about tickets; empty: none
  Language language = Language::It;
  std::vector<TemplateState> templates;  ///< of the business
};

enum class Channel { FreeText, Template, Mail, Call, Nothing };
std::string_view name_of(Channel channel);

struct Route {
  Channel channel = Channel::Call;
  std::optional<TemplateMessage> filled{};  ///< for Channel::Template
  std::string why{};  ///< why none of the better ways was taken: "opted_out", or in words for the log
};

/// What nothing but a call could tell, and nobody should be called for (a reminder, a survey, the end of a ticket), goes
/// nowhere; the rest is left to a person, also for somebody who asked to be left alone. A text that a template would have to cut goes by mail or by phone instead.
Route choose_channel(const Notice& notice, const Business& business, const Reach& reach);

}  // namespace sportello::flows
