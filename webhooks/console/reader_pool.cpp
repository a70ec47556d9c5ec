#include "webhooks/console/reader_pool.h"

#include <exception>
#include <utility>

namespace sportello::webhooks {

ReaderPool::ReaderPool(OpenReader open, std::size_t threads, std::size_t max_waiting)
    : open_(std::move(open)), max_waiting_(max_waiting) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

ReaderPool::~ReaderPool() {
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

bool ReaderPool::submit(Job job) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= max_waiting_) return false;
    waiting_.push_back(std::move(job));
  }
  arrived_.notify_one();
  return true;
}

void ReaderPool::work(const std::stop_token& stop) {
  std::unique_ptr<storage::Reader> reader;
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!arrived_.wait(lock, stop, [this] { return !waiting_.empty(); }) || stop.stop_requested()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    try {
      if (!reader) reader = open_();
      job.run(*reader);
    } catch (const storage::StoreError& fault) {
      reader.reset();  // the connection may be what is broken
      job.failed(flows::fail(flows::Errc::Unavailable, fault.what()));
    } catch (const std::exception& fault) {
      job.failed(flows::fail(flows::Errc::Internal, fault.what()));
    }
  }
}

}  // namespace sportello::webhooks
