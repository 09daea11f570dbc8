#pragma once

namespace beam::model {

/// The URN of a ParDo's function that is none: its elements go on as they are. The payload names a
/// Flatten behind it, as that of a DoFn names its step.
inline constexpr char kPassUrn[] = "klay_beam:pass:v1";

}  // namespace beam::model
