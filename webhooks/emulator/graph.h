/// The Graph API as a function: one call in, the answer and everything it brings about out.
#pragma once

#include <string>

#include "webhooks/emulator/world.h"
#include "webhooks/http/message.h"

namespace sportello::webhooks::emulator {

struct GraphCall {
  Method method = Method::Get;
  std::string path{};  ///< behind the version, without a slash in front: "1098/messages"
  Query query{};
  std::string token{};  ///< of the Authorization header, else access_token of the query
  std::string content_type{};
  std::string body{};
};

struct GraphReply {
  enum class Way {
    Answer,
    Silence,  ///< never answer
    Cut,      ///< begin to answer and break off
  };
  Way way = Way::Answer;
  int status = 200;
  std::string body{};
  int retry_after = 0;  ///< seconds; 0: no such header
};

GraphReply answer_graph(World& world, const GraphCall& call, Moment now, Effects& effects);

}  // namespace sportello::webhooks::emulator
