/// A business's message templates at the Graph API: what Meta has, what the profile wants, and the difference.
/// Source: WhatsApp Business Management API, message templates (read 2026-09).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/result.h"
#include "flows/core/secret.h"
#include "webhooks/whatsapp/graph_client.h"

namespace sportello::webhooks {

/// A template in one language, as Meta keeps it.
struct RemoteTemplate {
  std::string id;
  std::string name;
  std::string language;  ///< "it", "en_US"
  std::string status;    ///< APPROVED, PENDING, REJECTED, PAUSED, DISABLED …
  std::string category;  ///< UTILITY …
  std::string quality;   ///< GREEN, YELLOW, RED, UNKNOWN
  std::string reason;    ///< why it was rejected; empty when it was not
  std::string body;
  std::vector<std::string> buttons;  ///< quick replies
};

/// What is to be done so that Meta has what the profile says.
struct TemplateChangeWanted {
  enum class Kind {
    None,    ///< the same text and buttons
    Create,  ///< Meta does not know it in this language
    Edit,    ///< Meta has another text, or other buttons
  };
  Kind kind = Kind::None;
  const flows::MessageTemplate* wanted = nullptr;
  std::string language;
  RemoteTemplate remote;           ///< empty for Create
  std::vector<std::string> lines;  ///< the difference, "- …" and "+ …"
};

/// The account that owns the number, found through the token's own permissions. NotFound with what to check.
flows::Result<std::string> account_of(GraphClient& graph, const flows::Secret& token,
                                      const flows::PhoneNumberId& number);
/// All templates of the account, page by page.
flows::Result<std::vector<RemoteTemplate>> fetch_templates(GraphClient& graph, const std::string& account);

/// One entry for each purpose and language of the business, in the order of its purposes. Templates that the profile
/// does not name are somebody else's and are left alone.
std::vector<TemplateChangeWanted> compare_templates(const flows::Business& business,
                                                    const std::vector<RemoteTemplate>& remote);
/// Creates or edits it. Conflict for one that Meta does not let be edited now; otherwise the error with Meta's reason.
/// Returns what Meta then has.
flows::Result<RemoteTemplate> push_template(GraphClient& graph, const std::string& account,
                                            const TemplateChangeWanted& change);

/// The body of the request that creates it, with the samples Meta's reviewers ask for.
nlohmann::json template_definition(const flows::MessageTemplate& wanted, const std::string& language);

}  // namespace sportello::webhooks
