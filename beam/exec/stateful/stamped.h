#pragma once

#include <cstddef>
#include <cstdint>

#include "beam/base/approximate_bytes.h"
#include "beam/base/time/timestamp.h"
#include "beam/base/time/window.h"
#include "beam/coders/coder.h"

namespace beam::exec {

/// A value on its way to a stateful DoFn, with what the model says of it.
template <class V>
struct Stamped {
  V value;
  Timestamp timestamp;
  Pane pane;
  std::int64_t arrival = 0;  ///< Of its windows.

  std::size_t ApproximateBytes() const { return sizeof(*this) + beam::ApproximateBytes(value); }
};

}  // namespace beam::exec

namespace beam {

/// Never leaves the machine.
template <HasCoder V>
struct Coder<exec::Stamped<V>> {
  static void Encode(const exec::Stamped<V>& stamped, ByteWriter& out) {
    out.WriteBigEndian64(static_cast<std::uint64_t>(stamped.timestamp.micros));
    const Pane& pane = stamped.pane;
    out.WriteByte(static_cast<std::uint8_t>((pane.is_first ? 1 : 0) | (pane.is_last ? 2 : 0) |
                                            static_cast<int>(pane.timing) << 2));
    out.WriteVarint(static_cast<std::uint64_t>(pane.index));
    out.WriteVarint(static_cast<std::uint64_t>(pane.nonspeculative_index));
    out.WriteVarint(static_cast<std::uint64_t>(stamped.arrival));
    Coder<V>::Encode(stamped.value, out);
  }
  static exec::Stamped<V> Decode(ByteReader& in) {
    const Timestamp timestamp{static_cast<std::int64_t>(in.ReadBigEndian64())};
    const std::uint8_t bits = in.ReadByte();
    const Pane pane{.is_first = (bits & 1) != 0,
                    .is_last = (bits & 2) != 0,
                    .timing = static_cast<PaneTiming>(bits >> 2 & 3),
                    .index = static_cast<std::int64_t>(in.ReadVarint()),
                    .nonspeculative_index = static_cast<std::int64_t>(in.ReadVarint())};
    const auto arrival = static_cast<std::int64_t>(in.ReadVarint());
    return {Coder<V>::Decode(in), timestamp, pane, arrival};
  }
};

}  // namespace beam
