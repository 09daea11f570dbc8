#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace beam {

/// What a transform asks of the machine that runs it; Beam's resource hints. An engine that chooses
/// machines goes by them. The embedded runner has one machine and ignores them.
struct ResourceHints {
  std::optional<std::int64_t> min_ram_bytes = {};
  /// Beam's form: "type:nvidia-tesla-t4;count:1;install-nvidia-driver".
  std::optional<std::string> accelerator = {};
  std::optional<std::int64_t> cpu_count = {};

  bool operator==(const ResourceHints&) const = default;

  /// Of a transform with these hints in a composite with those of `outer`: the greater of numbers,
  /// and the inner accelerator.
  ResourceHints Within(const ResourceHints& outer) const {
    return {std::max(min_ram_bytes, outer.min_ram_bytes),
            accelerator.has_value() ? accelerator : outer.accelerator,
            std::max(cpu_count, outer.cpu_count)};
  }

  /// "min_ram_bytes=8000000000, cpu_count=4"; empty without hints.
  std::string Describe() const;
};

/// The part of a transform that takes hints: `.WithResourceHints({.min_ram_bytes = 8 << 30})`.
template <class Transform>
class TakesResourceHints {
 public:
  /// The same transform with hints. Throws invalid_argument for numbers less than 1 and an empty
  /// accelerator.
  Transform WithResourceHints(const ResourceHints& hints) const {
    Transform transform = static_cast<const Transform&>(*this);
    static_cast<TakesResourceHints&>(transform).Take(hints);
    return transform;
  }

 protected:
  const ResourceHints& resource_hints() const { return hints_; }
  void set_resource_hints(const ResourceHints& hints) { hints_ = hints; }

 private:
  void Take(const ResourceHints& hints);

  ResourceHints hints_;
};

namespace internal {
/// Throws invalid_argument for hints that make no sense.
void CheckResourceHints(const ResourceHints& hints);
}  // namespace internal

template <class Transform>
void TakesResourceHints<Transform>::Take(const ResourceHints& hints) {
  internal::CheckResourceHints(hints);
  hints_ = hints.Within(hints_);
}

}  // namespace beam
