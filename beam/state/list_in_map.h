#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "beam/state/state_list.h"
#include "beam/state/state_map.h"

namespace beam {

/// An ordered list that is the values of a map whose keys sort as they do.
class ListInMap final : public StateList {
 public:
  explicit ListInMap(std::unique_ptr<StateMap> values) : values_(std::move(values)) {}

  void Add(std::int64_t number, std::string_view value) override;
  void Visit(Range range, const Visitor& visitor) override;
  void Clear(Range range) override;
  void Save() override { values_->Save(); }

 private:
  std::uint64_t NextPlace();

  const std::unique_ptr<StateMap> values_;
  std::optional<std::uint64_t> next_place_;  ///< Known when the first value is added.
};

}  // namespace beam
