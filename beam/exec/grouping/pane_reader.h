#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/exec/grouping/pane_maker.h"
#include "beam/windowing/key_panes.h"
#include "beam/windowing/timeline.h"

namespace beam::exec {

/// The reading end of a GroupByKey whose panes take more than one look at each group: triggers,
/// window functions that merge by a rule of their own, and streams that are replayed. It gathers
/// the elements of a key, or of a key and window where windows do not merge, and then runs them
/// through KeyPanes.
class PaneReader final : public GroupReader {
 public:
  /// Whether groups need it.
  static bool IsFor(const Windowing& windowing, const Timeline* timeline);

  /// Without a `timeline` all elements come at once, and then time ends.
  PaneReader(std::shared_ptr<const Windowing> windowing, std::shared_ptr<const Timeline> timeline,
             ChunkStore& store, std::unique_ptr<PaneMaker> maker);

  void Add(const ShuffleRecord& record) override;
  void Finish() override;

 private:
  /// Elements that are together in each pane.
  struct Entry {
    std::int64_t arrival = 0;
    PaneInput input;
    EncodedValues values = {};
  };

  bool Belongs(std::string_view key, const Window& window) const;
  Entry& EntryFor(const Window& window, std::int64_t arrival, Timestamp timestamp);
  void KeepIfMany();
  /// Makes the panes of what has been gathered.
  void Close();
  void MakePanes(const std::vector<FiredPane>& fired, std::int64_t arrival);

  std::shared_ptr<const Windowing> windowing_;
  std::shared_ptr<const Timeline> timeline_;
  bool is_global_;
  bool is_merging_;
  bool has_timestamp_;
  ChunkStore& store_;
  std::unique_ptr<PaneMaker> maker_;

  // What is being gathered.
  std::string key_;
  std::vector<Entry> entries_;
  std::size_t bytes_ = 0;  ///< Of values in memory.
  bool is_stored_ = false;
};

}  // namespace beam::exec
