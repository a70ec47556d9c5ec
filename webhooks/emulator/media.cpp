#include <nlohmann/json.hpp>
#include <utility>

#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/say.h"
#include "webhooks/whatsapp/signature.h"

namespace sportello::webhooks::emulator {
namespace {

constexpr auto kUrlLife = std::chrono::minutes(5);

std::string hash_of(const World& world, const Media& media, const std::string& until) {
  return sign(media.id + until, world.app_secret).substr(7, 32);
}

}  // namespace

Media& keep_media(World& world, const Number& number, std::string mime, std::string filename, std::string sha256,
                  std::uint64_t size, bool received, Moment now) {
  const std::string id = make_number_id(world.seed, "media", ++world.count);
  return world.media[id] = Media{.id = id,
                                 .number = number.id,
                                 .mime = std::move(mime),
                                 .filename = std::move(filename),
                                 .sha256 = std::move(sha256),
                                 .size = size,
                                 .stored = now.wall,
                                 .received = received};
}

std::string media_url(const World& world, const Media& media, Moment now) {
  const std::string until = std::to_string(flows::unix_seconds(now.wall + kUrlLife));
  return world.media_origin + "/emulator/media/" + media.id + "?ext=" + until + "&hash=" + hash_of(world, media, until);
}

MediaTicket check_media_url(const World& world, const Media& media, const std::string& until, const std::string& hash,
                            Moment now) {
  if (!equal_constant_time(hash, hash_of(world, media, until))) return MediaTicket::Forged;
  return std::to_string(flows::unix_seconds(now.wall)) > until ? MediaTicket::Expired : MediaTicket::Good;
}

}  // namespace sportello::webhooks::emulator
