#include "beam/io/fileio/divisible_match.h"

#include <utility>

#include "beam/io/file_system.h"

namespace beam::io {

void MatchDivisibly(const std::string& pattern, ListingTracker& part,
                    const std::function<bool(const FileMetadata&)>& is_wanted,
                    const std::function<void(FileMetadata&&)>& found) {
  const ListingPart listing{.begin = part.restriction().begin,
                            .enter =
                                [&](auto path, const auto& names) {
                                  return part.TryClaim(ListingPosition::Folder(path, names));
                                },
                            .found =
                                [&](auto path, FileMetadata&& file) {
                                  if (!is_wanted(file)) return true;
                                  const bool is_mine =
                                      part.TryClaim(path.empty() ? ListingPosition::SomeFile()
                                                                 : ListingPosition::File(path));
                                  if (is_mine) found(std::move(file));
                                  return is_mine;
                                }};
  FileSystemFor(pattern).MatchPart(pattern, listing);
  part.TryClaim(ListingPosition::End());
}

}  // namespace beam::io
