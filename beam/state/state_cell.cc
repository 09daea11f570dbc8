#include "beam/state/state_cell.h"

#include "beam/base/error.h"

namespace beam {

void StateCell::ThrowClosed() {
  throw Error(ErrorCode::kInvalidArgument,
              "state can be used in Process and OnTimer only, of a DoFn that is a plain struct "
              "(whose fields can be found) and whose elements are beam::KV");
}

}  // namespace beam
