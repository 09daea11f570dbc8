#pragma once

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace beam::worker {

/// Encoded elements in another, random order; `ends` says where each of them ends in `bytes`.
std::string Mixed(std::string_view bytes, std::span<const std::size_t> ends,
                  std::mt19937_64& random);

}  // namespace beam::worker
