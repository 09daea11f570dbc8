#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// The values of a line of CSV (RFC 4180): between commas, in quotes where they have commas, two
/// quotes for one. Quoted line breaks are not known.
std::vector<std::string> CsvValues(std::string_view line);

}  // namespace klay
