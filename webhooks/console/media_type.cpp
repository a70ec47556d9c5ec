#include "webhooks/console/media_type.h"

#include <algorithm>
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

/// By the end of the name; the bytes must begin as such a file does.
struct Named {
  std::string_view end;
  std::string_view begins;
  std::string_view mime;
};
constexpr std::array kNamed{
    Named{".docx", "PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    Named{".xlsx", "PK", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    Named{".pptx", "PK", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    Named{".doc", "\xd0\xcf\x11\xe0", "application/msword"},
    Named{".xls", "\xd0\xcf\x11\xe0", "application/vnd.ms-excel"},
    Named{".ppt", "\xd0\xcf\x11\xe0", "application/vnd.ms-powerpoint"},
    Named{".txt", "", "text/plain"},
};

bool ends_alike(std::string_view name, std::string_view end) {
  if (name.size() < end.size()) return false;
  name.remove_prefix(name.size() - end.size());
  return std::equal(name.begin(), name.end(), end.begin(), [](char given, char wanted) {
    return (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given) == wanted;
  });
}

}  // namespace

std::string sendable_type(std::string_view start, std::string_view name) {
  constexpr std::array<std::string_view, 7> kTaken{"image/jpeg", "image/png", "audio/ogg",       "audio/mpeg",
                                                   "audio/mp4",  "video/mp4", "application/pdf"};
  if (const auto found = recognise(start))
    return std::find(kTaken.begin(), kTaken.end(), *found) == kTaken.end() ? std::string{} : std::string(*found);
  for (const auto& known : kNamed)
    if (ends_alike(name, known.end) && start.starts_with(known.begins)) return std::string(known.mime);
  return {};
}

MediaType media_type(std::string_view start, std::string_view declared) {
  const auto found = recognise(start);
  if (!found) return {"application/octet-stream", Showing::SaveOnly};
  // An MP4 holds sound alone as well; the sender knows, and both are only ever played.
  if (*found == "video/mp4" && declared.starts_with("audio/")) return {"audio/mp4", Showing::InPage};
  return {std::string(*found), Showing::InPage};
}

}  // namespace sportello::webhooks
