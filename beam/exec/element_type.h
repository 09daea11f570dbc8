#pragma once

#include <memory>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

#include "beam/base/make_as.h"
#include "beam/exec/buffer.h"
#include "beam/exec/reshuffle_writer.h"
#include "beam/exec/round_trip.h"
#include "beam/exec/tee.h"
#include "beam/exec/wire/element_count.h"
#include "beam/exec/wire/element_reader.h"
#include "beam/exec/wire/element_writer.h"

namespace beam::exec {

/// What a runner must be able to make for a PCollection without knowing its element type.
class ElementType {
 public:
  virtual ~ElementType() = default;

  /// Which type it is.
  virtual const std::type_info& type() const = 0;
  /// A receiver that hands elements to all `consumers` (Receivers of this type).
  virtual std::unique_ptr<ReceiverBase> MakeTee(
      const std::vector<ReceiverBase*>& consumers) const = 0;
  /// A receiver that passes elements through their coder on the way to `next`.
  virtual std::unique_ptr<ReceiverBase> MakeRoundTrip(const std::string& producer,
                                                      ReceiverBase& next) const = 0;
  /// The end of a stage that puts its elements into `sink`.
  virtual std::unique_ptr<Operator> MakeReshuffleWriter(BufferSink& sink) const = 0;

  /// How its elements are written for an engine.
  virtual CoderSpec coder() const = 0;
  /// The beginning of a stage whose elements an engine sends; see TypedElementReader.
  virtual std::unique_ptr<ElementReader> MakeReader(WindowCoder window_coder,
                                                    std::shared_ptr<const StatePages> pages,
                                                    ReceiverBase& next) const = 0;
  /// The end of a stage whose elements an engine gets.
  virtual std::unique_ptr<ReceiverBase> MakeWriter(WindowCoder window_coder,
                                                   WireOutput& output) const = 0;
  /// A receiver that counts elements on the way to `next`.
  virtual std::unique_ptr<ReceiverBase> MakeCounter(ElementCount& count,
                                                    ReceiverBase& next) const = 0;
};

template <HasCoder T>
class TypedElementType final : public ElementType {
 public:
  const std::type_info& type() const override { return typeid(T); }

  std::unique_ptr<ReceiverBase> MakeTee(
      const std::vector<ReceiverBase*>& consumers) const override {
    std::vector<Receiver<T>*> typed;
    typed.reserve(consumers.size());
    for (ReceiverBase* consumer : consumers) typed.push_back(static_cast<Receiver<T>*>(consumer));
    return MakeUniqueAs<ReceiverBase, Tee<T>>(std::move(typed));
  }

  std::unique_ptr<ReceiverBase> MakeRoundTrip(const std::string& producer,
                                              ReceiverBase& next) const override {
    return MakeUniqueAs<ReceiverBase, RoundTrip<T>>(producer, static_cast<Receiver<T>&>(next));
  }

  std::unique_ptr<Operator> MakeReshuffleWriter(BufferSink& sink) const override {
    return MakeUniqueAs<Operator, ReshuffleWriter<T>>(sink);
  }

  CoderSpec coder() const override { return WireCoder<T>::Spec(); }

  std::unique_ptr<ElementReader> MakeReader(WindowCoder window_coder,
                                            std::shared_ptr<const StatePages> pages,
                                            ReceiverBase& next) const override {
    return MakeUniqueAs<ElementReader, TypedElementReader<T>>(window_coder, std::move(pages),
                                                              static_cast<Receiver<T>&>(next));
  }

  std::unique_ptr<ReceiverBase> MakeWriter(WindowCoder window_coder,
                                           WireOutput& output) const override {
    return MakeUniqueAs<ReceiverBase, ElementWriter<T>>(window_coder, output);
  }

  std::unique_ptr<ReceiverBase> MakeCounter(ElementCount& count,
                                            ReceiverBase& next) const override {
    return MakeUniqueAs<ReceiverBase, ElementCounter<T>>(count, static_cast<Receiver<T>&>(next));
  }
};

}  // namespace beam::exec
