#include "flows/ticket/initiative.h"

namespace sportello::flows {

bool may_initiate(bool opted_out, Purpose purpose, bool window_open) {
  if (!opted_out) return true;
  switch (purpose) {
    case Purpose::Answer:
      return true;
    case Purpose::OperatorReply:
      return window_open;
    case Purpose::ClosureNotice:
    case Purpose::ClosureFinal:
    case Purpose::Survey:
    case Purpose::Reminder:
    case Purpose::Quote:
      return false;
  }
  return false;
}

}  // namespace sportello::flows
