#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>

#include <memory>

namespace aegisx::ui {

// One running program for each store of sites. A second start hands its wish to the first one and
// ends. Another user's program is never spoken to.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const QString &storePath, QObject *parent = nullptr);

    // True: we are the one. False: another runs and was told to come to the front, with that site
    // (empty: none in particular). Blocks for at most some seconds, where the other one is stuck.
    [[nodiscard]] bool acquire(const QString &site);

Q_SIGNALS:
    void asked(const QString &site); // another start wants us at the front

private:
    [[nodiscard]] bool tell(const QString &site) const;
    void listen();
    void receive();

    QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace aegisx::ui
