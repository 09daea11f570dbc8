#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "job_byt5/lyrics.h"

namespace job_byt5 {

/// The texts between the bars of "Bye.|Thank you.", without white space around them.
std::vector<std::string> HallucinationsIn(std::string_view list);

/// Removes the lines whose whole text is one of `hallucinations`, letter by letter, and returns how
/// many they were. Such a text within a line stays.
std::size_t RemoveHallucinations(Lyrics& lyrics, const std::vector<std::string>& hallucinations);

}  // namespace job_byt5
