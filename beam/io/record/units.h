#pragma once

#include <string>

namespace beam::io {

/// The unit that a field's doc ends in: "s" of "Length of the audio [s]."; "" when there is none.
std::string UnitsOf(const std::string& doc);

}  // namespace beam::io
