#include "shared/base/buffer.hpp"

#include <cstring>

namespace sotto {

Buffer::Buffer(std::size_t size)
    : data_(std::make_shared_for_overwrite<std::byte[]>(size)), size_(size) {}

Buffer::Buffer(std::string_view text) : Buffer(text.size()) {
  if (!text.empty()) std::memcpy(data_.get(), text.data(), text.size());
}

Buffer Buffer::part(std::size_t offset, std::size_t size) const {
  Buffer part;
  part.data_ = std::shared_ptr<std::byte[]>(data_, data_.get() + offset);
  part.size_ = size;
  return part;
}

std::string_view Buffer::text() const {
  return {reinterpret_cast<const char*>(data_.get()), size_};
}

}  // namespace sotto
