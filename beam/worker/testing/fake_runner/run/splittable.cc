#include "beam/worker/testing/fake_runner/run/splittable_internal.h"

#include <utility>

#include "beam/worker/testing/fake_runner/plan/plan_internal.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardCoders;
using pipeline::StandardPTransforms;
using PartUrn = StandardPTransforms::SplittableParDoComponents;

/// One of the parts. The transform's payload, side inputs and environment are those of the ParDo.
pipeline::PTransform PartOf(const pipeline::PTransform& whole, PartUrn urn,
                            const std::string& name) {
  pipeline::PTransform part = whole;
  part.mutable_spec()->set_urn(model::Urn(urn));
  part.set_unique_name(whole.unique_name() + "/" + name);
  return part;
}

std::string AddCoder(pipeline::Components& components, const std::string& id,
                     StandardCoders::Enum urn, const std::vector<std::string>& component_ids) {
  pipeline::Coder& coder = (*components.mutable_coders())[id];
  coder.mutable_spec()->set_urn(model::Urn(urn));
  coder.mutable_component_coder_ids()->Assign(component_ids.begin(), component_ids.end());
  return id;
}

/// A PCollection in the windows of `like`.
std::string AddCollection(pipeline::Components& components, const std::string& id,
                          const pipeline::PCollection& like, const std::string& coder_id) {
  pipeline::PCollection collection = like;
  collection.set_unique_name(id);
  collection.set_coder_id(coder_id);
  (*components.mutable_pcollections())[id] = std::move(collection);
  return id;
}

void SetOnlyOutput(const std::string& collection, pipeline::PTransform& transform) {
  transform.clear_outputs();
  (*transform.mutable_outputs())["o0"] = collection;
}

}  // namespace

bool IsProcessOfSplittable(const pipeline::PTransform& transform) {
  return transform.spec().urn() ==
         model::Urn(StandardPTransforms::PROCESS_SIZED_ELEMENTS_AND_RESTRICTIONS);
}

std::vector<std::string> TakeApart(pipeline::Components& components, const std::string& id) {
  const pipeline::PTransform whole = components.transforms().at(id);
  if (whole.spec().urn() != model::Urn(StandardPTransforms::PAR_DO)) return {id};
  const pipeline::ParDoPayload par_do = ParDoOf(whole);
  if (par_do.restriction_coder_id().empty()) return {id};

  const std::string tag = MainTagOf(whole);
  const pipeline::PCollection input = components.pcollections().at(whole.inputs().at(tag));
  const std::string restricted_coder =
      AddCoder(components, id + "/restricted_coder", StandardCoders::KV,
               {input.coder_id(), par_do.restriction_coder_id()});
  const std::string size_coder =
      AddCoder(components, id + "/size_coder", StandardCoders::DOUBLE, {});
  const std::string sized_coder =
      AddCoder(components, id + "/sized_coder", StandardCoders::KV, {restricted_coder, size_coder});
  const std::string restricted =
      AddCollection(components, id + "/restricted", input, restricted_coder);
  const std::string sized = AddCollection(components, id + "/sized", input, sized_coder);

  pipeline::PTransform pair = PartOf(whole, StandardPTransforms::PAIR_WITH_RESTRICTION, "Pair");
  SetOnlyOutput(restricted, pair);
  pipeline::PTransform split =
      PartOf(whole, StandardPTransforms::SPLIT_AND_SIZE_RESTRICTIONS, "Split");
  (*split.mutable_inputs())[tag] = restricted;
  SetOnlyOutput(sized, split);
  pipeline::PTransform process =
      PartOf(whole, StandardPTransforms::PROCESS_SIZED_ELEMENTS_AND_RESTRICTIONS, "Process");
  (*process.mutable_inputs())[tag] = sized;

  auto& transforms = *components.mutable_transforms();
  transforms[id + "/pair"] = std::move(pair);
  transforms[id + "/split"] = std::move(split);
  transforms[id] = std::move(process);
  return {id + "/pair", id + "/split", id};
}

}  // namespace beam::fake_runner
