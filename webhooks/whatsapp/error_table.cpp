#include <algorithm>
#include <array>
#include <iterator>

#include "webhooks/whatsapp/errors.h"

namespace sportello::webhooks {
namespace {

using enum ErrorClass;

constexpr std::string_view kTokenIt =
    "Genera un nuovo token di sistema (scadenza: mai) in Meta Business e mettilo in whatsapp.access_token.";
constexpr std::string_view kTokenEn =
    "Make a new system-user token (expiry: never) in Meta Business and put it in whatsapp.access_token.";
constexpr std::string_view kPermissionIt =
    "Dai all'utente di sistema il controllo dell'app e dell'account WhatsApp, con i permessi "
    "whatsapp_business_messaging e whatsapp_business_management.";
constexpr std::string_view kPermissionEn =
    "Give the system user control of the app and of the WhatsApp account, with whatsapp_business_messaging and "
    "whatsapp_business_management.";
constexpr std::string_view kAccountIt = "Apri Meta Business, Qualità dell'account, e segui la richiesta di revisione.";
constexpr std::string_view kAccountEn = "Open Account quality in Meta Business and follow the request for review.";
constexpr std::string_view kParametersIt =
    "I parametri non corrispondono al modello approvato: confronta il profilo con il modello in WhatsApp Manager.";
constexpr std::string_view kParametersEn =
    "The parameters do not match the approved template: compare the profile with the template in WhatsApp Manager.";
constexpr std::string_view kTemplateRulesIt =
    "Correggi il testo del modello secondo le regole di Meta e invialo di nuovo in revisione.";
constexpr std::string_view kTemplateRulesEn = "Correct the template's text by Meta's rules and submit it again.";
constexpr std::string_view kFlowIt = "Controlla il Flow in WhatsApp Manager: Meta lo ha bloccato o rallentato.";
constexpr std::string_view kFlowEn = "Check the Flow in WhatsApp Manager: Meta blocked it or slowed it down.";
constexpr std::string_view kBugIt = "La richiesta è sbagliata: segnala l'errore con il codice fbtrace_id.";
constexpr std::string_view kBugEn = "The request is wrong: report it with its fbtrace_id.";
constexpr std::string_view kNumberIt =
    "Il numero non è raggiungibile dall'API: controlla phone_number_id e che il numero non sia stato rimosso.";
constexpr std::string_view kNumberEn =
    "The API cannot reach the number: check phone_number_id and that the number was not removed.";
constexpr std::string_view kPinWaitIt = "Aspetta e riprova con il PIN giusto della verifica in due passaggi.";
constexpr std::string_view kPinWaitEn = "Wait, then try again with the right two-step verification PIN.";

constexpr auto kTable = std::to_array<ErrorRow>({
    {0, 0, Alert, "cannot authenticate", kTokenIt, kTokenEn, Extra::DeadToken},
    {1, 1, OutcomeUnknown, "unknown request or server fault", kBugIt, kBugEn},
    {2, 2, OutcomeUnknown, "service down or overloaded", "", ""},
    {3, 3, Alert, "capability or permission missing", kPermissionIt, kPermissionEn},
    {4, 4, Retry, "call limit of the app reached", "", ""},
    {10, 10, Alert, "permission missing", kPermissionIt, kPermissionEn},
    {17, 17, Retry, "call limit of the user reached", "", ""},
    {33, 33, Alert, "the business number is gone", kNumberIt, kNumberEn},
    {100, 100, Fix, "wrong or unknown parameter", kBugIt, kBugEn},
    {104, 104, Alert, "access token required", kTokenIt, kTokenEn, Extra::DeadToken},
    {190, 190, Alert, "access token expired or invalid", kTokenIt, kTokenEn, Extra::DeadToken},
    {200, 299, Alert, "permission missing", kPermissionIt, kPermissionEn},
    {368, 368, Alert, "account restricted for policy violations", kAccountIt, kAccountEn},
    {613, 613, Retry, "call limit reached", "", ""},
    {803, 803, Fix, "object not found", kBugIt, kBugEn},
    {80007, 80007, Retry, "call limit of the WhatsApp account reached", "", ""},
    {130403, 130403, Drop, "the business blocked this customer", "", ""},
    {130429, 130429, Retry, "throughput of the number reached", "", ""},
    {130472, 130472, Drop, "the customer is part of a Meta experiment", "", ""},
    {130497, 130497, Drop, "the business may not write to this country", "Scrivi al cliente per mail o telefono.",
     "Reach the customer by mail or phone."},
    {131000, 131000, OutcomeUnknown, "something went wrong at Meta", "", ""},
    {131005, 131005, Alert, "permission missing", kPermissionIt, kPermissionEn},
    {131008, 131008, Fix, "required parameter missing", kBugIt, kBugEn},
    {131009, 131009, Fix, "parameter value not valid", kBugIt, kBugEn},
    {131016, 131016, OutcomeUnknown, "service unavailable", "", ""},
    {131021, 131021, Drop, "sender and recipient are the same", "", ""},
    {131026, 131026, Drop, "undeliverable: not on WhatsApp, old version, or blocked",
     "Scrivi al cliente per mail o telefono.", "Reach the customer by mail or phone."},
    {131030, 131030, Drop, "recipient not allowed for the test number",
     "Aggiungi il numero ai destinatari consentiti del numero di prova.",
     "Add the number to the allowed recipients of the test number."},
    {131031, 131031, Alert, "account locked, or its data do not match", kAccountIt, kAccountEn},
    {131037, 131037, Alert, "display name not approved",
     "Fai approvare il nome visualizzato del numero in WhatsApp Manager.",
     "Have the number's display name approved in WhatsApp Manager."},
    {131042, 131042, Alert, "payment problem", "Controlla il metodo di pagamento in Meta Business, Fatturazione.",
     "Check the payment method in Meta Business, Billing."},
    {131045, 131045, Alert, "number not registered correctly", "Registra di nuovo il numero con il suo PIN.",
     "Register the number again with its PIN."},
    {131047, 131047, Template, "more than 24 hours since the customer's last message", "", "", Extra::CloseWindow},
    {131048, 131048, Alert, "number restricted for spam or low quality",
     "Sospendi gli invii e guarda la qualità del numero in WhatsApp Manager.",
     "Stop sending and look at the number's quality in WhatsApp Manager."},
    {131049, 131049, Drop, "held back to keep the ecosystem healthy; not before 24 hours", "", ""},
    {131050, 131050, Drop, "the customer stopped marketing messages", "", "", Extra::RememberOptOut},
    {131051, 131051, Fix, "message type not supported", kBugIt, kBugEn},
    {131052, 131052, Drop, "the customer's media could not be downloaded", "Chiedi al cliente di mandarlo di nuovo.",
     "Ask the customer to send it again."},
    {131053, 131053, Fix, "media upload failed: format or size",
     "Manda il file in un formato che WhatsApp accetta (JPEG, PNG, PDF, MP4).",
     "Send the file in a format WhatsApp takes (JPEG, PNG, PDF, MP4)."},
    {131055, 131055, Fix, "not available in this API", kBugIt, kBugEn},
    {131056, 131056, Retry, "too many messages to the same customer", "", ""},
    {131057, 131057, Retry, "the number is in maintenance", "", ""},
    {131060, 131060, Drop, "the customer's message is not available", "", ""},
    {131062, 131062, Fix, "this message needs a phone number, not a user id", "", "", Extra::SendToPhone},
    {131063, 131063, Fix, "marketing messages are disabled", kBugIt, kBugEn},
    {131064, 131064, Alert, "too many templates in the wrong category",
     "Controlla le categorie dei modelli in WhatsApp Manager e aspetta che Meta tolga il limite.",
     "Check the categories of the templates in WhatsApp Manager and wait until Meta lifts the limit."},
    {131065, 131065, Drop, "maximum price not available in this country", "", ""},
    {132000, 132000, Fix, "number of template parameters does not match", kParametersIt, kParametersEn},
    {132001, 132001, Fix, "template missing in this language, or not approved",
     "Controlla in WhatsApp Manager che il modello esista in questa lingua e sia approvato.",
     "Check in WhatsApp Manager that the template exists in this language and is approved.", Extra::ResyncTemplates},
    {132005, 132005, Fix, "template text too long once filled in", kParametersIt, kParametersEn},
    {132007, 132007, Fix, "template violates a policy", kTemplateRulesIt, kTemplateRulesEn, Extra::ResyncTemplates},
    {132012, 132012, Fix, "template parameters have the wrong format", kParametersIt, kParametersEn},
    {132015, 132015, Fix, "template paused for low quality", "Meta ha sospeso il modello: miglioralo o usane un altro.",
     "Meta paused the template: improve it or use another.", Extra::ResyncTemplates},
    {132016, 132016, Fix, "template disabled for low quality", "Meta ha disattivato il modello: creane un altro.",
     "Meta disabled the template: make another.", Extra::ResyncTemplates},
    {132018, 132018, Fix, "template parameters not valid", kParametersIt, kParametersEn},
    {132068, 132069, Fix, "Flow blocked or throttled", kFlowIt, kFlowEn},
    {133000, 133000, Fix, "an earlier deregistration is incomplete",
     "Annulla di nuovo la registrazione del numero, poi registralo.", "Deregister the number again, then register it."},
    {133004, 133004, OutcomeUnknown, "server unavailable", "", ""},
    {133005, 133005, Alert, "wrong two-step verification PIN",
     "Registra il numero con il PIN giusto, o cambialo in WhatsApp Manager.",
     "Register the number with the right PIN, or change it in WhatsApp Manager."},
    {133006, 133006, Alert, "number not verified",
     "Verifica il numero con il codice via SMS o chiamata, poi registralo.",
     "Verify the number by SMS or call, then register it."},
    {133008, 133008, WaitAsTold, "too many wrong PINs", kPinWaitIt, kPinWaitEn},
    {133009, 133009, WaitAsTold, "PINs tried too fast", kPinWaitIt, kPinWaitEn},
    {133010, 133010, Alert, "number not registered", "Registra il numero sulla Cloud API con il suo PIN.",
     "Register the number on the Cloud API with its PIN."},
    {133015, 133015, WaitAsTold, "number deleted a moment ago", "Aspetta 5 minuti e registra di nuovo il numero.",
     "Wait 5 minutes, then register the number again."},
    {133016, 133016, WaitAsTold, "registered or deregistered too often",
     "Aspetta 72 ore prima di registrare di nuovo il numero.", "Wait 72 hours before registering the number again."},
    {134011, 134011, Alert, "payment terms not accepted", "Accetta i termini di pagamento in WhatsApp Manager.",
     "Accept the payment terms in WhatsApp Manager."},
    {134100, 134102, Fix, "marketing API only", kBugIt, kBugEn},
    {135000, 135000, Fix, "parameter error", kBugIt, kBugEn},
    {136024, 136024, Fix, "number already verified", "Il numero è già verificato: salta questo passo.",
     "The number is already verified: skip this step."},
    {137000, 137000, Drop, "the customer's identity key has changed", "Verifica con il cliente che sia ancora lui.",
     "Check with the customer that it is still them."},
    {138000, 138999, Fix, "calling API", kBugIt, kBugEn},
    {139000, 139999, Fix, "Flows or block list", kBugIt, kBugEn},
    {147001, 147005, Fix, "claim of a business username", kBugIt, kBugEn},
    {2388019, 2388019, Fix, "limit of templates reached", "Cancella i modelli che non servono più.",
     "Delete the templates that are no longer needed."},
    {2388039, 2388040, Fix, "template format", kTemplateRulesIt, kTemplateRulesEn},
    {2388047, 2388047, Fix, "template format", kTemplateRulesIt, kTemplateRulesEn},
    {2388072, 2388073, Fix, "template format", kTemplateRulesIt, kTemplateRulesEn},
    {2388293, 2388293, Fix, "template has too many variables for its length", kTemplateRulesIt, kTemplateRulesEn},
    {2388299, 2388299, Fix, "template begins or ends with a variable", kTemplateRulesIt, kTemplateRulesEn},
    {2494100, 2494100, Retry, "the number is in maintenance", "", ""},
});

}  // namespace

std::span<const ErrorRow> error_table() {
  return kTable;
}

const ErrorRow* find_error(int code) {
  const auto* after = std::upper_bound(kTable.begin(), kTable.end(), code,
                                       [](int wanted, const ErrorRow& row) { return wanted < row.first; });
  if (after == kTable.begin()) return nullptr;
  const ErrorRow& row = *std::prev(after);
  return code <= row.last ? &row : nullptr;
}

}  // namespace sportello::webhooks
