#pragma once

#include <concepts>
#include <optional>
#include <type_traits>

namespace beam {

/// What a splittable DoFn claims its work from: a class that knows a restriction (a part of an
/// element's work, such as a range of a file), how much of it is claimed, and how to give the end
/// of the rest away while the work is going on. With
///
///     using Restriction = ...;  // has a Coder
///     using Position = ...;
///     explicit Tracker(Restriction restriction);
///     // False: the work at that position belongs to somebody else.
///     bool TryClaim(const Position& position);
///     // Without what was given away.
///     Restriction restriction() const;
///     // Gives away all behind that part of what is not claimed yet; may refuse.
///     std::optional<Restriction> TrySplit(double fraction);
///     double FractionDone() const;  // 0 to 1
///     // Throws when something was left out.
///     void CheckDone() const;
///
/// It need not be safe for several threads: LockedTracker is. OffsetRangeTracker is one.
template <class T>
concept RestrictionTracker =
    requires(T tracker, const T& const_tracker, const typename T::Position& position) {
      requires std::constructible_from<T, typename T::Restriction>;
      { tracker.TryClaim(position) } -> std::same_as<bool>;
      { const_tracker.restriction() } -> std::convertible_to<typename T::Restriction>;
      { tracker.TrySplit(0.5) } -> std::same_as<std::optional<typename T::Restriction>>;
      { const_tracker.FractionDone() } -> std::convertible_to<double>;
      const_tracker.CheckDone();
    };

}  // namespace beam
