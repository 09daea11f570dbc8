#pragma once

#include <string>
#include <vector>

namespace beam::worker {

/// A line for each return address: `at FUNCTION (FILE+0xOFFSET)`. `addr2line -e FILE 0xOFFSET`
/// gives the line of the source, where the file has debug information.
std::string FrameText(const std::vector<void*>& return_addresses);

}  // namespace beam::worker
