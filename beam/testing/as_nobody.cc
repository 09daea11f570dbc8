#include "beam/testing/as_nobody.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "beam/base/error.h"

namespace beam::testing {

AsNobody::AsNobody() : was_root_(geteuid() == 0) {
  constexpr uid_t kNobody = 65534;
  if (was_root_ && seteuid(kNobody) != 0) throw ErrorFromErrno(errno, "cannot become nobody");
}

AsNobody::~AsNobody() {
  if (was_root_ && seteuid(0) != 0) {
    std::perror("a test cannot become root again");
    std::abort();
  }
}

}  // namespace beam::testing
