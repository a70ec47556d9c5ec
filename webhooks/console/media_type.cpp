#include "webhooks/console/media_type.h"

#include <array>
#include <optional>

namespace sportello::webhooks {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view mime;
};

// The first match counts. WhatsApp's voice notes are Ogg, iPhones send AAC in MP4; SVG is left out: it runs scripts.
constexpr std::array kSignatures{
    Signature{0, "\xff\xd8\xff"sv, "image/jpeg"}, Signature{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Signature{0, "GIF87a"sv, "image/gif"},        Signature{0, "GIF89a"sv, "image/gif"},
    Signature{8, "WEBP"sv, "image/webp"},         Signature{0, "OggS"sv, "audio/ogg"},
    Signature{0, "ID3"sv, "audio/mpeg"},          Signature{0, "\xff\xfb"sv, "audio/mpeg"},
    Signature{0, "\xff\xf1"sv, "audio/aac"},      Signature{0, "\xff\xf9"sv, "audio/aac"},
    Signature{0, "#!AMR"sv, "audio/amr"},         Signature{4, "ftypM4A"sv, "audio/mp4"},
    Signature{4, "ftyp"sv, "video/mp4"},          Signature{0, "%PDF-"sv, "application/pdf"},
};

std::optional<std::string_view> recognise(std::string_view start) {
  for (const auto& signature : kSignatures) {
    if (start.size() >= signature.offset + signature.bytes.size() &&
        start.substr(signature.offset, signature.bytes.size()) == signature.bytes)
      return signature.mime;
  }
  return std::nullopt;
}

}  // namespace

MediaType media_type(std::string_view start, std::string_view declared) {
  const auto found = recognise(start);
  if (!found) return {"application/octet-stream", Showing::SaveOnly};
  // An MP4 holds sound alone as well; the sender knows, and both are only ever played.
  if (*found == "video/mp4" && declared.starts_with("audio/")) return {"audio/mp4", Showing::InPage};
  return {std::string(*found), Showing::InPage};
}

}  // namespace sportello::webhooks
