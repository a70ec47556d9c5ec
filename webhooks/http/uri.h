/// Strict reading and writing of URLs: percent decoding, query strings, request targets. Everything that does not
/// follow the grammar is refused, never repaired, so that nobody in front of us can read a target differently.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/core/result.h"

namespace sportello::webhooks {

enum class Plus {
  Literal,  ///< in paths: "+" is itself
  Space,    ///< in queries and forms: "+" is a blank
};

/// Decodes %XX; nullopt when an escape is cut short or not hexadecimal.
std::optional<std::string> decode_component(std::string_view text, Plus plus);
/// Escapes every byte but letters, digits and "-._~".
std::string encode_component(std::string_view text);

/// Decoded names and values in the order they came. Names keep their dots ("hub.challenge") and their case.
class Query {
 public:
  using Item = std::pair<std::string, std::string>;
  using value_type = Item;
  using const_iterator = std::vector<Item>::const_iterator;

  /// The first value of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  /// Every value of that name.
  std::vector<std::string_view> all(std::string_view name) const;
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }

  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  const_iterator begin() const { return items_.begin(); }
  const_iterator end() const { return items_.end(); }

 private:
  std::vector<Item> items_;
};

/// Reads "a=1&b=2", which is also how a form is posted. "+" is a blank, ";" is an ordinary character, a name without
/// "=" has an empty value. nullopt for a bad escape or more than 256 items.
std::optional<Query> parse_query(std::string_view text);
/// The opposite: "a=1&b=2".
std::string print_query(const Query& query);

/// What a request line asks for.
struct Target {
  std::string path;  ///< decoded; starts with "/"; no empty, "." or ".." segment; a final "/" stays
  Query query;
};

/// Reads the origin form ("/path?query") as it stands in the request line. Invalid for anything else: the absolute
/// form, "//", "." and ".." segments, an encoded "/" or "\", a control byte, a byte above 0x7e, "#", a path that does
/// not decode to UTF-8.
flows::Result<Target> parse_target(std::string_view raw);

/// The decoded path cut at its slashes, without the empty piece at either end. The pieces point into `path`.
std::vector<std::string_view> split_path(std::string_view path);

/// An address to call.
struct Url {
  std::string scheme;      ///< "http" or "https", lower case
  std::string host;        ///< lower case; an IPv6 literal without its brackets
  std::uint16_t port = 0;  ///< given, or 80 or 443
  std::string target;      ///< path and query as they were written; at least "/"

  /// "https://host:port", the key of a connection.
  std::string origin() const;
};

/// Reads an absolute http or https URL. Invalid for user names in it, a fragment, white space or control bytes.
flows::Result<Url> parse_url(std::string_view text);

}  // namespace sportello::webhooks
