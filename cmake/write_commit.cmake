# cmake -DROOT=... -DOUT=... -P write_commit.cmake: writes the source of klay::Commit, when it is another one.
execute_process(COMMAND git -C "${ROOT}" describe --always --dirty --abbrev=40 --exclude=*
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT "${OUT}" CONTENT [[
#include "klay_beam/commit.h"

namespace klay {

std::string_view Commit() {
  return "@commit@";
}

}  // namespace klay
]] @ONLY)
