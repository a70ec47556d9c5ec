/// Files that are part of the program, served as they are: a page with its script and its style. Built by
/// sportello_web_pages (webhooks/web.cmake), which also puts the compressed form beside each file.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "embedded/file.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// A page loads scripts, styles and data from its own origin only, runs nothing inline and may be framed by its own
/// origin alone.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'";

/// Adds the headers every page of ours has: the policy above, and what keeps its content from being taken for
/// something else or its address from leaking.
void add_page_headers(Response& response, std::string_view policy = kPagePolicy);

enum class UnknownPaths {
  NotFound,
  ShowPage,  ///< the page has addresses of its own below the prefix: what looks like no file gets "index.html"
};

/// Answers GET `prefix` + "/…" from the files; "/" is "index.html". Files whose address carries the hash that the
/// bundler stamped on it ("?v=…") may be kept for ever, all others are asked for again with their ETag. The files must
/// outlive the router.
void mount_static(Router& router, std::string_view prefix, std::span<const embedded::File> files,
                  UnknownPaths unknown = UnknownPaths::NotFound);

/// The same for one of the files, for a route of its own. Throws std::out_of_range when there is no such file.
Handler static_file(std::span<const embedded::File> files, std::string_view name);

}  // namespace sportello::webhooks
