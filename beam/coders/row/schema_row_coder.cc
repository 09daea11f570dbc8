#include "beam/coders/row/schema_row_coder.h"

#include <algorithm>
#include <string>

namespace beam::internal {

std::vector<FieldPlace> MatchFields(const Schema& ours, const Schema& theirs) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::kInvalidArgument, "rows of another schema: " + why + "; expected " +
                                                 ours.Describe() + ", found " + theirs.Describe());
  };
  const std::size_t size = theirs.fields.size();
  if (size != ours.fields.size()) refuse("another number of fields");
  std::vector<FieldPlace> places(size);
  std::vector<bool> is_taken(size);
  std::vector<bool> is_found(size);
  for (std::size_t their = 0; their < size; ++their) {
    const SchemaField& field = theirs.fields[their];
    const auto our = std::ranges::find(ours.fields, field.name, &SchemaField::name);
    if (our == ours.fields.end()) refuse("unexpected field " + field.name);
    const auto index = static_cast<std::size_t>(our - ours.fields.begin());
    if (is_found[index]) refuse("two fields called " + field.name);
    is_found[index] = true;
    if (!EncodesAlike(our->type, field.type)) refuse("another type of field " + field.name);
    const std::size_t position = field.encoding_position;
    if (position >= size || is_taken[position]) refuse("no place for field " + field.name);
    is_taken[position] = true;
    places[position] = {index, their};
  }
  return places;
}

}  // namespace beam::internal
