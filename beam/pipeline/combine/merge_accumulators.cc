#include "beam/pipeline/combine/merge_accumulators.h"

#include "beam/base/error.h"

namespace beam::internal {

void CheckFanout(int fanout, const std::string& label) {
  if (fanout >= 1) return;
  throw Error(ErrorCode::kInvalidArgument, "the fan-out of a combine is at least 1: \"" + label +
                                               "\", found " + std::to_string(fanout));
}

bool RefuseDefault(Graph& graph, const Windowing& windowing, const std::string& label,
                   std::source_location where) {
  if (windowing.is_global()) return false;
  graph.Refuse(
      "CombineGlobally has a value for a collection without elements, which in windows nobody can "
      "know; add .WithoutDefaults(): \"" +
      graph.FullLabel(label) + "\" at " + where.file_name() + ":" + std::to_string(where.line()) +
      ", found " + windowing.window_fn->Describe());
  return true;
}

}  // namespace beam::internal
