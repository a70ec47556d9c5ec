#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/multipart.h"
#include "webhooks/emulator/nodes.h"
#include "webhooks/emulator/say.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

struct Kind {
  std::string_view mime;
  std::uint64_t most;  ///< bytes
};
constexpr std::uint64_t kMega = 1024 * 1024;
// Meta, WA:business-phone-numbers/media.
constexpr auto kKinds = std::to_array<Kind>({
    {"audio/aac", 16 * kMega},
    {"audio/amr", 16 * kMega},
    {"audio/mp4", 16 * kMega},
    {"audio/mpeg", 16 * kMega},
    {"audio/ogg", 16 * kMega},
    {"image/jpeg", 5 * kMega},
    {"image/png", 5 * kMega},
    {"image/webp", 500 * 1024},
    {"video/3gpp", 16 * kMega},
    {"video/mp4", 16 * kMega},
    {"text/plain", 100 * kMega},
    {"application/pdf", 100 * kMega},
    {"application/msword", 100 * kMega},
    {"application/vnd.ms-excel", 100 * kMega},
    {"application/vnd.ms-powerpoint", 100 * kMega},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", 100 * kMega},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 100 * kMega},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", 100 * kMega},
});

bool gone(const Media& media, Moment now) {
  return now.wall - media.stored > std::chrono::hours(24) * (media.received ? 7 : 30);
}

}  // namespace

NodeOutcome media_node(World& world, Media& media, const GraphCall& call, Moment now, Effects& effects) {
  const auto asked = call.query.find("phone_number_id");
  const bool another = asked && *asked != media.number;
  const char* method = call.method == Method::Delete ? "delete" : "get";
  if (another || gone(media, now)) return no_such_object(media.id, method);
  if (call.method == Method::Get) {
    return json{{"messaging_product", "whatsapp"}, {"url", media_url(world, media, now)},
                {"mime_type", media.mime},         {"sha256", media.sha256},
                {"file_size", media.size},         {"id", media.id}};
  }
  if (call.method != Method::Delete) return no_such_edge(call);
  effects.files.push_back({media.id, std::nullopt});
  world.media.erase(std::string(media.id));
  return json{{"success", true}};
}

NodeOutcome upload(World& world, const Number& number, const GraphCall& call, Moment now, Effects& effects) {
  const auto parts = parse_multipart(call.content_type, call.body);
  if (!parts) return invalid_parameter("The body must be multipart/form-data.");
  const auto find = [&](std::string_view name) {
    const auto found = std::find_if(parts->begin(), parts->end(), [&](const Part& p) { return p.name == name; });
    return found == parts->end() ? nullptr : &*found;
  };
  const Part* product = find("messaging_product");
  const Part* file = find("file");
  const Part* type = find("type");
  if (!product || product->body != "whatsapp") return invalid_parameter("The parameter messaging_product is required.");
  if (!file) return invalid_parameter("The parameter file is required.");

  const std::string mime = type ? std::string(type->body) : file->type;
  const std::string plain = mime.substr(0, mime.find(';'));
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.mime == plain; });
  if (kind == kKinds.end()) {
    std::string known;
    for (const Kind& k : kKinds) known += (known.empty() ? "" : ", ") + std::string(k.mime);
    return invalid_parameter("Param file must be a file with one of the following types: " + known +
                             ". Received file of type '" + mime + "'.");
  }
  if (file->body.empty()) return GraphFault{.code = 131053, .details = "The file is empty"};
  if (file->body.size() > kind->most) {
    return GraphFault{.code = 131053, .details = "The file is larger than " + std::to_string(kind->most) + " bytes"};
  }
  const Media& kept =
      keep_media(world, number, mime, file->filename, sha256_base64(file->body), file->body.size(), false, now);
  effects.files.push_back({kept.id, std::string(file->body)});
  return json{{"id", kept.id}};
}

}  // namespace sportello::webhooks::emulator
