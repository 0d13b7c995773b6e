// Bytes that many owners share and nobody changes once they are shared.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace sotto {

/// One message's bytes. Copies share the storage: the relay puts one buffer in Bob's and in Eve's
/// queue.
class Buffer {
 public:
  Buffer() = default;
  /// Uninitialised storage.
  explicit Buffer(std::size_t size);
  explicit Buffer(std::string_view text);

  std::span<std::byte> mutable_bytes() { return {data_.get(), size_}; }
  std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
  std::string_view text() const;
  std::size_t size() const { return size_; }

  /// `size` bytes from `offset` on, in the same storage; they must be within.
  Buffer part(std::size_t offset, std::size_t size) const;

  /// Keeps the first `size` bytes; size must not exceed the present one.
  void shrink(std::size_t size) { size_ = size; }

 private:
  std::shared_ptr<std::byte[]> data_;
  std::size_t size_ = 0;
};

}  // namespace sotto
