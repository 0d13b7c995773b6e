#include "shared/tasks/task.hpp"

#include <algorithm>

namespace sotto {
namespace {

/// The element with that name, or null.
template <class T>
const T* find_named(const std::vector<T>& all, std::string_view name) {
  const auto found = std::ranges::find(all, name, &T::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const Exchange* Phase::find(Role from, std::string_view item) const {
  for (const auto& exchange : exchanges)
    if (exchange.from == from && exchange.item == item) return &exchange;
  return nullptr;
}

bool Phase::changes_weights_of(Role role) const {
  return std::ranges::find(trains, role) != trains.end();
}

const Phase* Task::find_phase(std::string_view phase) const { return find_named(phases, phase); }

const FrameType* Task::find_frame(std::uint16_t kind) const {
  const auto found = std::ranges::find(frames, kind, &FrameType::kind);
  return found == frames.end() ? nullptr : &*found;
}

const FrameType* Task::find_frame(std::string_view frame) const {
  return find_named(frames, frame);
}

const NetworkRole* Task::find_network(std::string_view network) const {
  return find_named(networks, network);
}

bool Task::certifies(const SessionConfig& config) const {
  return !certificate_series.empty() && config.ciphertext == CiphertextForm::hard_bits;
}

std::optional<std::size_t> Task::find_series(std::string_view wanted) const {
  const auto* found = find_named(series, wanted);
  if (found == nullptr) return std::nullopt;
  return static_cast<std::size_t>(found - series.data());
}

std::string frame_list(const Task& task) {
  std::string list;
  for (const auto& frame : task.frames) {
    if (!list.empty()) list += ", ";
    list += std::to_string(frame.kind) + " (" + frame.name + ")";
  }
  return list;
}

}  // namespace sotto
