// What a process that handles frames tells the allocator.
#pragma once

namespace sotto {

/// Keeps freed memory for the next frame. Otherwise glibc gives a frame's pages back to the kernel
/// when it is done with, and every page of the next one costs a fault.
void keep_freed_memory();

}  // namespace sotto
